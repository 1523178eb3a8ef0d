"""Notices (通知): the bell, which tells a person what concerns them."""
