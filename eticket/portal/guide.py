CHAPTERS: list[object] = []
