"""What every stage shares: tables, fields, workspace, submissions, reject codes. The stages meet here and nowhere else."""
