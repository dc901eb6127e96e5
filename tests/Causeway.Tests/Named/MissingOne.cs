using Causeway.Domains;

namespace Causeway.Tests.Named;

/// <summary>What a wait for all tries last: it looks free and is not to be had, so that all that was taken before it is given back.</summary>
internal sealed class MissingOne : NamedWaitHandle
{
    private readonly Action<MissingOne> _meanwhile;

    /// <summary>Takes over the event's reference.</summary>
    private MissingOne(NamedEvent @event, Action<MissingOne> meanwhile)
        : base(@event.Shared) => _meanwhile = meanwhile;

    /// <summary>How often everything else was taken.</summary>
    public int Tries { get; private set; }

    private protected override bool LooksFree => true;

    /// <summary>Makes one.</summary>
    /// <param name="domain">Where.</param>
    /// <param name="meanwhile">What happens when everything else is taken.</param>
    public static MissingOne Create(NamedDomain domain, Action<MissingOne>? meanwhile = null)
    {
        NamedEvent.Create("event, missing", initialState: false, EventResetMode.AutoReset, domain.Domain).Dispose();

        // All are tried in the order of their identities.
        using (FileStream file = File.OpenWrite(Path.Combine(domain.Path, "event, missing")))
        {
            file.Position = ObjectLayout.Identity64;
            file.Write(BitConverter.GetBytes(ulong.MaxValue));
        }

        return new MissingOne(NamedEvent.OpenExisting("event, missing", domain.Domain), meanwhile ?? (static _ => { }));
    }

    private protected override int TakeNow(bool urgent)
    {
        Tries++;
        _meanwhile(this);
        return base.TakeNow(urgent);
    }

    private protected override void Undo(int taken)
    {
    }
}
