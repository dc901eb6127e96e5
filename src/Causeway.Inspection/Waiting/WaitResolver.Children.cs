using System.Globalization;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Waiting for children.</content>
internal sealed partial class WaitResolver
{
    private ILookup<int, int>? _children;

    private WaitTarget Child(InspectedProcess parent, int child)
    {
        if (child > 0)
            return new WaitTarget(builder.Find(new IpcObjectId(IpcKind.ProcessDescriptor, 0, (ulong)child)), EndOf(child), child) { IsHeld = true, IsExclusive = true };
        _children ??= builder.Processes.ToLookup(static one => one.ParentId, static one => one.Id);
        return new WaitTarget(Object: null, "the end of a child", _children[parent.Id]) { IsExclusive = true };
    }

    private WaitTarget ChildById(in SleepingThread thread) => (int)thread.Line[0] switch
    {
        LibC.P_PID => Child(thread.Process, (int)thread.Line[1]),
        LibC.P_PIDFD when _ends.TryFind(thread.Process.Id, (int)thread.Line[1], out FoundEnd end) => Child(thread.Process, (int)end.Object.Number),
        _ => Child(thread.Process, child: -1),
    };

    private static string EndOf(int processId) => processId > 0 ? string.Create(CultureInfo.InvariantCulture, $"the end of process {processId}") : "the end of a process";
}
