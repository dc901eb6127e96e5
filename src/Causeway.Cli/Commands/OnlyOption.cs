namespace Causeway.Cli.Commands;

/// <summary><c>--only NAME</c>, which may be repeated.</summary>
internal static class OnlyOption
{
    /// <summary>Those that are named, in their own order; all where none is.</summary>
    /// <exception cref="UsageException">There is none of a name.</exception>
    public static IReadOnlyList<T> Select<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string[]? names)
    {
        if (names is null or [])
            return all;
        string[] known = [.. all.Select(nameOf)];
        foreach (string name in names)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                throw new UsageException($"--only {name}: no such mechanism; there are {string.Join(", ", known)}");
        }

        return [.. all.Where(one => names.Contains(nameOf(one), StringComparer.Ordinal))];
    }
}
