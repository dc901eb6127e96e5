using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Limits that are nearly used up.</summary>
internal static class LimitRule
{
    private const int Much = 80;

    public static IEnumerable<Finding> Check(Examination examination) => examination.Limits.Where(static limit => limit.Percent > Much)
        .Select(static limit => new Finding("limit", limit.Name, string.Create(CultureInfo.InvariantCulture, $"{limit.Use} of {limit.Most} {limit.Of}, {limit.Percent} %"), limit.Raise ?? "causeway limits"));
}
