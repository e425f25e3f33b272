"""What the pages are made of: widgets from the field table, the live panel, the services behind them."""
