"""The design system: components, forms, tokens, formatting; it knows no model."""
