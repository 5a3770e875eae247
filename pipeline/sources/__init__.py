"""Where articles come from: one module per kind of source. A module dropped in here that declares ``KIND`` is found."""
