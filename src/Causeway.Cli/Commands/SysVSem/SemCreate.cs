using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem create</c>.</summary>
internal static class SemCreate
{
    public static readonly VerbOption Values = new("--values", "N,N...", "the semaphores' values, one for each");

    private static readonly VerbOption s_private = new("--private", Value: null, "without a key: found by its id alone");
    private static readonly VerbOption s_timeout = new("--timeout", "TIME", "with --if-missing: how long to wait for another creator's values; 10 seconds unless given");

    public static readonly Verb Verb = new("create", [], "Creates a set with these values and prints its id; one semaphore of 0 unless given.",
        [.. SetReference.Of.Options, s_private, Values with { Help = "the semaphores' values, one for each; 0 unless given" }, CommonOptions.Mode, CommonOptions.IfMissing, s_timeout], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_private, SetReference.Of.Key, SetReference.Of.KeyFile);
        arguments.AllowOneOf(s_private, CommonOptions.IfMissing);
        if (arguments.Has(s_timeout) && !arguments.Has(CommonOptions.IfMissing))
            throw new UsageException("--timeout belongs to --if-missing");
        SysVKey key = arguments.Has(s_private)
            ? SysVKey.Private
            : SetReference.Of.KeyOf(arguments) ?? throw new UsageException("one of --key, --path and --private is missing");
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        ushort[] values = ValuesOf(arguments) ?? [0];
        TimeSpan? timeout = arguments.Duration(s_timeout);
        StandardDescriptor.CheckOutput(); // A private set is lost where nobody reads its id.
        SysVSemaphoreSet set = arguments.Has(CommonOptions.IfMissing)
            ? SysVSemaphoreSet.OpenOrCreate(key, values, mode, timeout, interruption.Token)
            : SysVSemaphoreSet.Create(key, values, mode);
        Console.Out.WriteLine(set.Id);
        return 0;
    }

    /// <summary>The values of the option; null without it.</summary>
    /// <exception cref="UsageException">Not values.</exception>
    public static ushort[]? ValuesOf(VerbArguments arguments) => arguments.Text(Values) is { } text ? [.. text.Split(',').Select(one => ValueOf(one, text))] : null;

    private static ushort ValueOf(string one, string all) =>
        ushort.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out ushort value) && value <= SysVSemaphoreSet.MaximumValue
            ? value
            : throw new UsageException($"{Values.Name} {all}: numbers from 0 to {SysVSemaphoreSet.MaximumValue} are needed, with commas between them");
}
