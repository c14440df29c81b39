"""What pages draw with: each module takes records and puts them on the screen."""
