"""What keeps an instance running: health, storage, backups, daily maintenance."""
