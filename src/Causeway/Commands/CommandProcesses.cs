namespace Causeway.Commands;

/// <summary>The processes of one command, in the order of the pipeline, and how to reach them all.</summary>
internal sealed class CommandProcesses(IReadOnlyList<ChildProcess> processes, bool ownGroup) : IDisposable
{
    public IReadOnlyList<ChildProcess> All => processes;

    /// <summary>Signals the whole group where the command has one, else each process.</summary>
    /// <returns>Whether there was still one to get it.</returns>
    public bool TrySendSignal(Signal signal)
    {
        signal.ThrowIfInvalid(nameof(signal));
        if (processes.Count == 0)
            return false;
        if (ownGroup)
            return ProcessGroup.TrySendSignal(processes, signal);
        bool any = false;
        foreach (ChildProcess process in processes)
            any |= process.TrySendSignal(signal);
        return any;
    }

    /// <summary>Kills what can be killed, where there is nobody to tell that something could not.</summary>
    public void KillOrLeave()
    {
        try
        {
            TrySendSignal(Signal.Kill);
        }
        catch (SyscallException)
        {
            // EPERM: it changed its user. It meets the end of its pipes instead.
        }
    }

    /// <summary>Completes when all have ended and are reaped.</summary>
    public async Task<ShellCommandStatus> WaitForExitAsync(CancellationToken token)
    {
        var statuses = new ChildExitStatus[processes.Count];
        for (int i = 0; i < statuses.Length; i++)
            statuses[i] = await processes[i].WaitForExitAsync(token).ConfigureAwait(false);
        return new ShellCommandStatus(statuses);
    }

    /// <summary>Lets go of them; each is reaped when it ends.</summary>
    public void Dispose()
    {
        foreach (ChildProcess process in processes)
            process.Dispose();
    }
}
