"""From ledger to desk (台账入台): what a store's newest ledger tells is brought into the desk's own tables, only what changed."""
