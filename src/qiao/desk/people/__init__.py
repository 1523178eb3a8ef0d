"""People (人员): branches, users, roles, sign-on; the admin room (管理)."""
