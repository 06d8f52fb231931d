"""What every app may know: answers, actors, periods, names, registries. No word of the domain's daily work."""
