"""Sign-on (登录): passwords, second factors, the bank's identity provider and directory, lock-out, sessions."""
