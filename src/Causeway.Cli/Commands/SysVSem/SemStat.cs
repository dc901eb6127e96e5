using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem stat</c>.</summary>
internal static class SemStat
{
    public static readonly Verb Verb = new("stat", [SysVReference.Operand], "Shows whose a set is, and of each semaphore the value, who waits and who used it last.",
        [.. SetReference.Of.Options, ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        try
        {
            SysVSemaphoreSet set = SetReference.OpenOnly(arguments, FileAccess.Read);
            SysVSemaphoreSetStatus status = set.GetStatus();
            Fact[][] semaphores = [.. Enumerable.Range(0, status.Count).Select(semaphore => FactsOf(set, semaphore))];
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json), [.. FactsOf(set.Id, status), new Fact("semaphores", semaphores)]);
            return 0;
        }
        catch (SyscallException e) when (SysVReference.IsMissing(e))
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }

    private static Fact[] FactsOf(int id, SysVSemaphoreSetStatus status) =>
    [
        new("id", id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("count", status.Count), new("mode", Fact.Mode(status.Permissions.Mode)),
        new("owner", status.Permissions.UserId), new("group", status.Permissions.GroupId),
        new("creator", status.Permissions.CreatorUserId), new("creatorGroup", status.Permissions.CreatorGroupId),
        new("lastOperation", status.LastOperation), new("changed", status.Changed),
    ];

    private static Fact[] FactsOf(SysVSemaphoreSet set, int semaphore) =>
    [
        new("semaphore", semaphore), new("value", set.GetValue(semaphore)), new("takeWaiters", set.GetTakeWaiters(semaphore)),
        new("zeroWaiters", set.GetZeroWaiters(semaphore)), new("lastProcess", set.GetLastProcessId(semaphore)),
    ];
}
