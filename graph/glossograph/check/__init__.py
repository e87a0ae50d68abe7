"""Problems: what the author of the articles should look at. A check reports and never repairs."""
