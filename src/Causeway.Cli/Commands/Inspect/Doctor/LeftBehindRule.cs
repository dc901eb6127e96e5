using Causeway.Cli.Commands.Inspect.Removal;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Segments, queues, semaphores, shared memory, and in the directories given FIFOs and sockets' files, that nobody uses any more.</summary>
internal static class LeftBehindRule
{
    /// <summary>What evidence ends with where there may be others.</summary>
    public const string OfThoseSeen = " (of the processes that can be seen)";

    /// <summary>What stands before what was not seen even by root. Not a comment behind the command: to zsh, as people have it, that is an argument.</summary>
    public const string LeftAlone = "rm leaves it alone as long as it may be in use: ";

    public static IEnumerable<Finding> Check(Examination examination)
    {
        Inventory inventory = examination.Inventory;
        foreach (IpcObject one in inventory.Objects)
        {
            if (LeftBehind.Why(inventory, one, examination.Now) is not { } why)
                continue;
            string? unseen = InUse.Unseen(inventory, one);
            string entering = IpcNamespace.Entering(inventory.Snapshot, one);

            // Root sees more, and rm looks again. What it would take force for may be in use: nobody is told to use that.
            uint? remover = entering.Length > 0 || unseen is not null ? FixRights.Root : FixRights.Removing(one);
            yield return new Finding("left-behind", ObjectFacts.IdOf(one), $"{(one.Name is { } name && name != ObjectFacts.IdOf(one) ? name + ": " : "")}{why}{IpcNamespace.AndWhere(one)}{(unseen is not null ? OfThoseSeen : "")}",
                $"{entering}causeway rm {ShellWord.Of(Selector(one))}")
            {
                FixedBy = remover,
                Note = unseen is not null && FixRights.IsMine(FixRights.Root) ? $"{LeftAlone}{unseen}" : null,
            };
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
