"""Questions about clients, each within what the person may see; a module a subject."""
