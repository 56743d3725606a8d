"""Lists of records: a model of ids and cached rows, a delegate that draws, and the widget around them."""
