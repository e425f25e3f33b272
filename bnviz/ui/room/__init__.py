"""A room: a teacher's page, followed live on the pages of those who joined it."""
