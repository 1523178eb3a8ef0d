"""What may be done to people, branches, teams, posts and stand-ins; a module a noun: `posts.give(…)`."""
