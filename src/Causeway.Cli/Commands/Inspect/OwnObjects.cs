namespace Causeway.Cli.Commands.Inspect;

/// <summary>What this process alone has, or waits at: it is gone when it is read about.</summary>
/// <param name="waits">What threads wait for.</param>
internal sealed class OwnObjects(IEnumerable<IpcWait> waits)
{
    /// <summary>Whether only this process waits there, by what is waited at.</summary>
    private readonly Dictionary<IpcObjectId, bool> _awaited = Awaited(waits);

    /// <summary>Whether an object is one of those.</summary>
    /// <param name="one">Any.</param>
    /// <param name="ends">Its ends.</param>
    public bool Has(IpcObject one, IpcEndList ends)
    {
        bool isMine = false;
        for (int index = 0; index < ends.Count; index++)
        {
            if (ends[index].Form == IpcEndForm.Mention)
                continue;
            if (ends[index].Process.Id != Environment.ProcessId)
                return false;
            isMine = true;
        }

        return _awaited.TryGetValue(one.Id, out bool byMeAlone) ? byMeAlone : isMine;
    }

    private static Dictionary<IpcObjectId, bool> Awaited(IEnumerable<IpcWait> waits)
    {
        Dictionary<IpcObjectId, bool> awaited = [];
        foreach (IpcWait wait in waits)
        {
            foreach (IpcObject at in wait.Object is { } single ? [single, .. wait.Several] : wait.Several)
                awaited[at.Id] = awaited.GetValueOrDefault(at.Id, true) && wait.Process.Id == Environment.ProcessId;
        }

        return awaited;
    }
}
