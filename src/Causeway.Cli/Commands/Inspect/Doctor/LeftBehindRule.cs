using Causeway.Cli.Commands.Inspect.Removal;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Segments, queues, semaphores, shared memory, and in the directories given FIFOs and sockets' files, that nobody uses any more.</summary>
internal static class LeftBehindRule
{
    /// <summary>What evidence ends with where there may be others.</summary>
    public const string OfThoseSeen = " (of the processes that can be seen)";

    public static IEnumerable<Finding> Check(Examination examination)
    {
        Inventory inventory = examination.Inventory;
        foreach (IpcObject one in inventory.Objects)
        {
            if (LeftBehind.Why(inventory, one, examination.Now) is not { } why)
                continue;
            bool isHidden = InUse.MayBeHidden(inventory, one);
            string entering = IpcNamespace.Entering(inventory.Snapshot, one);
            uint? remover = entering.Length > 0 ? FixRights.Root : FixRights.Removing(one);

            // Root will see them all, and needs no force.
            string force = isHidden && FixRights.IsMine(remover) ? " --force" : "";
            yield return new Finding("left-behind", ObjectFacts.IdOf(one), $"{(one.Name is { } name && name != ObjectFacts.IdOf(one) ? name + ": " : "")}{why}{IpcNamespace.AndWhere(one)}{(isHidden ? OfThoseSeen : "")}",
                $"{entering}causeway rm {ShellWord.Of(Selector(one))}{force}") { FixedBy = remover };
        }
    }

    /// <summary>By name where it has one; a FIFO that nobody has open is found by its path alone.</summary>
    private static string Selector(IpcObject one) => one switch
    {
        FifoObject { Name: { } path } => path,
        { Kind: IpcKind.PosixQueue or IpcKind.PosixMemory or IpcKind.PosixSemaphore, Name: { } name } => $"{KindWords.Of(one)}:{name}",
        _ => ObjectFacts.IdOf(one),
    };
}
