"""Today (今日): what is due now."""
