namespace Causeway.Inspection;

/// <summary>Looks again and again with the same options, and reads less each time than a first look does. One thread at a time.</summary>
/// <remarks>
/// Processes that come and go, descriptors that are opened and closed, what is in pipes, counters and queues, sockets and locks are
/// read at each look. What a process is beyond that (its user, its namespaces, its arguments), which end of the same pipe a descriptor
/// is, and what it has mapped are read when it is new, when its command changes, and at every fifth look.
/// </remarks>
internal sealed class InspectionSeries(InspectionOptions? options = null, bool readsMappings = false)
{
    private readonly InspectionOptions _options = options ?? InspectionOptions.Default;
    private readonly KnownProcesses _known = new() { ReadsMappings = readsMappings };

    /// <summary>Looks once more.</summary>
    /// <param name="details">What else this time, beyond the options' details: only <see cref="InspectionDetails.Waits"/> is not of the processes themselves.</param>
    public InspectionSnapshot Take(InspectionDetails details = InspectionDetails.None)
    {
        _known.Begin();
        InspectionSnapshot snapshot = Inspector.Take(_options with { Details = _options.Details | details }, _known);
        _known.End();
        return snapshot;
    }
}
