"""The grid in which goals are entered: months or quarters across, the company, its teams and its sellers down."""
