"""The calendar: days as columns of hours, months as squares, and lists of what is planned."""
