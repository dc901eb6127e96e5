namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Objects that workers find by names.</summary>
/// <param name="namesOf">What each end is told.</param>
/// <param name="remove">Removes them all; called once.</param>
/// <param name="opensAgain">Whether workers open them again and again, so that the names must stay.</param>
internal sealed class NamedLink(Func<LinkEnd, IReadOnlyList<string>> namesOf, Action remove, bool opensAgain = false) : IBenchLink
{
    private bool _removed;

    public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options) => namesOf(end);

    public void RemoveNames()
    {
        if (!opensAgain)
            Remove();
    }

    public void Dispose() => Remove();

    private void Remove()
    {
        if (_removed)
            return;
        _removed = true;
        remove();
    }
}
