"""The clients room (客户): who the clients are, who manages them since when and for what share."""
