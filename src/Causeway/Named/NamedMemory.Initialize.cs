using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <content>Initialising, or waiting for whoever does.</content>
public sealed partial class NamedMemory
{
    private static int ModeOf(Action<NamedMemory>? initialize) => initialize is null ? SharedContent.ForContent : SharedContent.ForContentOrClaim;

    private NamedMemory Await(Action<NamedMemory>? initialize, Deadline deadline, CancellationToken token)
    {
        try
        {
            int mode = ModeOf(initialize);
            int taken = TryTake(mode);
            Initialize(taken != 0 ? taken : _shared.Wait(mode, deadline, token), initialize);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private async ValueTask<NamedMemory> AwaitAsync(Action<NamedMemory>? initialize, Deadline deadline, CancellationToken token)
    {
        try
        {
            int mode = ModeOf(initialize);
            int taken = TryTake(mode);
            if (taken == 0)
                taken = await _shared.WaitAsync(mode, deadline, inline: false, token).AsNumber().ConfigureAwait(false);
            Initialize(taken, initialize);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private int TryTake(int mode)
    {
        using HandleHold hold = new(_shared.Lease);
        int taken = _shared.TryTake(mode, urgent: false);
        if (taken == SharedContent.Ready)
            _shared.WakeForgotten();
        return taken;
    }

    private void Initialize(int taken, Action<NamedMemory>? initialize)
    {
        if (taken == 0)
            throw SyscallFailure.TimedOut("wait", Name, "its initialiser has not ended");
        if (taken == SharedContent.Ready)
            return;
        try
        {
            if (taken == SharedContent.ClaimedAgain)
                Clear();
            initialize!(this);
            WasInitializedHere = true;
        }
        finally
        {
            _shared.EndClaim(WasInitializedHere);
        }
    }

    private void Clear()
    {
        const int Most = 1 << 30;
        using MappingLease lease = Lease();
        for (long offset = 0; offset < Length; offset += Most)
            lease.GetSpan<byte>(offset, (int)Math.Min(Most, Length - offset)).Clear();
    }
}
