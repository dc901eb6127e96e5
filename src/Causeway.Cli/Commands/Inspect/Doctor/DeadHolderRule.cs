using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>System V semaphores that threads wait for and whose last user has ended: it may have died with what they wait for.</summary>
internal static class DeadHolderRule
{
    public static IEnumerable<Finding> Check(Examination examination)
    {
        foreach (SysVSemaphoresObject set in examination.Inventory.Objects.OfType<SysVSemaphoresObject>())
        {
            for (int number = 0; number < set.Semaphores.Length; number++)
            {
                InspectedSemaphore one = set.Semaphores[number];
                if (one.WaitingForMore == 0 || one.LastProcessId == 0 || !examination.Inventory.IsGone(one.LastProcessId))
                    continue;
                yield return new Finding("dead-holder", ObjectFacts.IdOf(set),
                    Text($"semaphore {number} is {one.Value}, {one.WaitingForMore} {(one.WaitingForMore == 1 ? "thread waits" : "threads wait")}, and process {one.LastProcessId}, which operated on it last, has ended{IpcNamespace.AndWhere(set)}"),
                    Text($"{IpcNamespace.Entering(examination.Inventory.Snapshot, set)}causeway sysv-sem post {set.SysVId} --semaphore {number}"))
                {
                    FixedBy = RightsOf(examination.Inventory.Snapshot, set),
                };
            }
        }
    }

    private static uint? RightsOf(InspectionSnapshot snapshot, SysVSemaphoresObject set) =>
        IpcNamespace.Entering(snapshot, set).Length > 0 ? FixRights.Root : FixRights.Using(set, UnixFileMode.OtherWrite);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
