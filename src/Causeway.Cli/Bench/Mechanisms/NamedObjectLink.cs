namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Named objects beside what the program in C has: its names come first.</summary>
internal sealed class NamedObjectLink : IBenchLink
{
    private readonly IBenchLink _baseline;
    private readonly Func<LinkEnd, IReadOnlyList<string>> _namesOf;
    private readonly NamedLink _objects;

    /// <summary>Makes them.</summary>
    /// <param name="baseline">What the program in C has. Disposed with this.</param>
    /// <param name="namesOf">What each end is told besides.</param>
    /// <param name="create">Creates the objects.</param>
    /// <param name="objects">Their names.</param>
    /// <param name="opensAgain">Whether workers open them again and again.</param>
    public NamedObjectLink(IBenchLink baseline, Func<LinkEnd, IReadOnlyList<string>> namesOf, Action create, IReadOnlyList<string> objects, bool opensAgain = false)
    {
        _baseline = baseline;
        _namesOf = namesOf;
        _objects = new NamedLink(namesOf, () => Delete(objects), opensAgain);
        try
        {
            create();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options) => [.. _baseline.Attach(end, options), .. _namesOf(end)];

    public void RemoveNames()
    {
        _baseline.RemoveNames();
        _objects.RemoveNames();
    }

    public void Dispose()
    {
        _objects.Dispose();
        _baseline.Dispose();
    }

    private static void Delete(IReadOnlyList<string> names)
    {
        foreach (string name in names)
            Domain.Default.TryDelete(name);
    }
}
