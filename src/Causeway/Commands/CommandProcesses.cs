using Causeway.Sys;

namespace Causeway.Commands;

/// <summary>The processes of one command, in the order of the pipeline, and how to reach them all.</summary>
internal sealed class CommandProcesses(IReadOnlyList<ChildProcess> processes, bool ownGroup) : IDisposable
{
    public IReadOnlyList<ChildProcess> All => processes;

    /// <summary>Signals the whole group where the command has one, and each process that it does not reach.</summary>
    /// <returns>Whether there was still one to get it.</returns>
    /// <exception cref="SyscallException">One could not be signalled; all others were.</exception>
    public bool TrySendSignal(Signal signal)
    {
        signal.ThrowIfInvalid(nameof(signal));
        bool any = false;
        SyscallException? refused = null;
        if (ownGroup && processes.Count > 0)
            Try(() => ProcessGroup.TrySendSignal(processes, signal));
        foreach (ChildProcess process in processes)
        {
            // A second SIGKILL does no harm, and says whether this very one could be killed: a group is silent about some.
            if (!ownGroup || signal == Signal.Kill || HasLeftTheGroup(process))
                Try(() => process.TrySendSignal(signal));
        }

        return refused is null ? any : throw refused;

        void Try(Func<bool> send)
        {
            try
            {
                any |= send();
            }
            catch (SyscallException e)
            {
                refused ??= e;
            }
        }
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

    /// <summary>By setsid(2) or setpgid(2). Of one that is reaped the answer is of no use, and of no consequence: its pidfd reaches nobody.</summary>
    private bool HasLeftTheGroup(ChildProcess process) => LibC.getpgid(process.Id) != processes[0].Id;
}
