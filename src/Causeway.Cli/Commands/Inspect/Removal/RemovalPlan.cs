using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>What is going to be removed: first held on to, then looked at anew, so that what is judged is what goes.</summary>
/// <param name="force">Also what is in use.</param>
/// <param name="orphans">Only what is still left behind.</param>
/// <param name="directories">Where files of FIFOs and sockets are looked for.</param>
internal sealed class RemovalPlan(bool force, bool orphans, IReadOnlyList<string> directories) : IDisposable
{
    private readonly List<(RemovalTarget Target, string Why)> _chosen = [];

    /// <summary>How many are left to be removed.</summary>
    public int Count => _chosen.Count;

    /// <summary>1 where something was left alone.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Takes in what may be removed, and says of the rest why not.</summary>
    public void Choose(IEnumerable<IpcObject> objects)
    {
        List<RemovalTarget> targets = [];
        foreach (IpcObject one in objects)
            Try(() => targets.Add(RemovalTarget.Open(one)));
        if (targets.Count > 0)
            Judge(targets);
    }

    /// <summary>A line for each.</summary>
    public void Print()
    {
        foreach ((RemovalTarget target, string why) in _chosen)
            Console.Out.WriteLine(LineOf(target.Object, why));
    }

    /// <summary>Looks once more, and removes what is still the same and in nobody's use.</summary>
    public void Remove()
    {
        List<RemovalTarget> targets = [.. _chosen.Select(static one => one.Target)];
        _chosen.Clear();
        Judge(targets);
        foreach ((RemovalTarget target, string why) in _chosen)
        {
            Try(() =>
            {
                target.Remove(force);
                Console.Out.WriteLine($"removed {LineOf(target.Object, why)}");
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chosen.ForEach(static one => one.Target.Dispose());

    private static string LineOf(IpcObject one, string why) =>
        PrintableText.Of(string.Join("  ", new[] { ObjectFacts.IdOf(one), one.Name, ObjectDetail.Of(one), why }.Where(static part => part is { Length: > 0 }).Distinct()));

    private void Judge(List<RemovalTarget> targets)
    {
        IpcKinds kinds = IpcKinds.Of([.. targets.Select(static target => target.Object.Kind)]);
        Inventory taken = Inventory.Take(kinds, directories, InspectionDetails.Waits);
        Inventory inventory = new(taken.Snapshot, taken.Files) { IgnoresSelf = true };
        foreach (RemovalTarget target in targets)
        {
            if (Refusal(inventory, target) is { } refusal)
            {
                Refuse($"{ObjectFacts.IdOf(target.Object)} is left alone: {refusal}");
                target.Dispose();
            }
            else
            {
                _chosen.Add((target, Why(inventory, Fresh(inventory, target.Object))));
            }
        }
    }

    /// <summary>Why one may not be removed; null if it may.</summary>
    private string? Refusal(Inventory inventory, RemovalTarget target)
    {
        if (target.Difference() is { } difference)
            return difference;
        IpcObject now = Fresh(inventory, target.Object);
        if (orphans && LeftBehind.Why(inventory, now, DateTimeOffset.Now) is null)
            return InUse.Why(inventory, now) ?? "it is used again";
        if (force)
            return null;
        if (InUse.Why(inventory, now) is { } use)
            return $"{use}; --force removes it all the same";
        return InUse.MayBeHidden(inventory, now) ? $"processes that cannot be seen may use it; {(LibC.geteuid() == 0 ? "" : "run as root, or ")}--force removes it all the same" : null;
    }

    /// <summary>What it is like by now. What only a name leads to is in no snapshot: a FIFO that nobody has open, a socket's file, a queue where this user may not list them.</summary>
    private static IpcObject Fresh(Inventory inventory, IpcObject one)
    {
        if (inventory.Snapshot.Find(one.Id) is { } found)
            return found;
        IpcObject? named = one switch
        {
            FifoObject or SocketFileObject => IpcFiles.At(one.Name!),
            PosixQueueObject => QueueFiles.At(one.Name!),
            _ => null,
        };
        return named?.Id == one.Id ? named : one;
    }

    private static string Why(Inventory inventory, IpcObject one) => LeftBehind.Why(inventory, one, DateTimeOffset.Now) ?? InUse.Why(inventory, one) ?? "asked for";

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is RefusedException or SyscallException or UnauthorizedAccessException)
        {
            Refuse(Remedy.Describe(e));
        }
    }

    private void Refuse(string message)
    {
        VerbRunner.Say("causeway rm", PrintableText.Of(message));
        ExitCode = VerbRunner.NothingThere;
    }
}
