"""Usage and billing of AWS, Google Cloud, Azure and OpenStack behind one API."""
