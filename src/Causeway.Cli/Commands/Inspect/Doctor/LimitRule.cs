using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Limits that are nearly used up.</summary>
internal static class LimitRule
{
    private const int Much = 80;

    public static IEnumerable<Finding> Check(Examination examination) => examination.Limits.Where(static limit => limit.Percent > Much)
        .Select(static limit => new Finding("limit", limit.Whose is { } whose ? $"{limit.Name} of {whose}" : limit.Name, Evidence(limit), limit.Raise ?? "causeway limits") { FixedBy = limit.Raise is null ? null : FixRights.Root });

    private static string Evidence(IpcLimit limit) => limit.Unit is { } unit
        ? string.Create(CultureInfo.InvariantCulture, $"{limit.Of}: {limit.Use} of {limit.Most} {unit}, {limit.Percent} %")
        : string.Create(CultureInfo.InvariantCulture, $"{limit.Use} of {limit.Most} {limit.Of}, {limit.Percent} %");
}
