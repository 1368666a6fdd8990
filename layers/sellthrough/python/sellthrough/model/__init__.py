"""What the stages share: tables, fields, workspace, submissions, reject codes. They meet here and nowhere else."""
