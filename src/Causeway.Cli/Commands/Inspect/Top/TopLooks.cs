using Causeway.Inspection;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>Looks again and again. What costs most, and seldom changes, is not looked at each time.</summary>
internal sealed class TopLooks(IpcKinds kinds)
{
    /// <summary>What threads wait for takes several files of each thread.</summary>
    private const int LooksPerWaits = 5;

    /// <summary>With one thread: what two processes have is read once then.</summary>
    private readonly InspectionSeries _series = new(new InspectionOptions { Kinds = kinds, Details = InspectionDetails.Mappings | InspectionDetails.Contents, Threads = 1 });
    private InspectionSnapshot? _withWaits;
    private InspectionSnapshot? _before;
    private int _count;

    /// <summary>Looks once more.</summary>
    public TopLook Take()
    {
        bool withWaits = _count++ % LooksPerWaits == 0;
        InspectionSnapshot now = _series.Take(withWaits ? InspectionDetails.Waits : InspectionDetails.None);
        if (withWaits)
            _withWaits = now;
        TopLook look = TopLook.Of(_before, now, _withWaits!);
        _before = now;
        return look;
    }
}
