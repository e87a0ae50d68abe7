"""What a build keeps: articles, evidence, and the record of the last build."""
