"""What a comparison rests on: ranges tried, turning points, and the cheapest at each dose."""
