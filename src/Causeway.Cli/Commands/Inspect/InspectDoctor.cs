using Causeway.Cli.Commands.Inspect.Doctor;
using Causeway.Cli.Commands.Inspect.Limits;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway doctor</c>.</summary>
internal static class InspectDoctor
{
    private static readonly Func<Examination, IEnumerable<Finding>>[] s_rules =
    [
        DeadHolderRule.Check, FullQueueRule.Check, DeafSocketRule.Check, LimitRule.Check, SmallMemoryRule.Check, RemoveIpcRule.Check, LeftBehindRule.Check, LockFileRule.Check,
    ];

    private static readonly Verb s_verb = new("", ["[DIR...]"], "Looks for what is left behind, full, or about to fail.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    public static readonly VerbGroup Group = new("doctor", "what is wrong, how that is known, and the command that fixes it", [s_verb],
        """
        In each DIR it looks for FIFOs, sockets' files and lock files that nobody holds; without one, for none of these.
        Exit code 1 where it found something. It changes nothing; causeway rm --orphans removes what it calls left-behind.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        StandardDescriptor.CheckOutput();
        Inventory inventory = LeftBehind.Take(LeftBehind.Kinds, arguments.Operands);
        Examination examination = new(inventory, IpcLimits.Read(), arguments.Operands);
        Finding[] findings = [.. s_rules.SelectMany(rule => rule(examination))];
        BlindSpotLines.Write(inventory.Snapshot);
        if (arguments.Has(ObjectDescription.Json))
            ObjectList.Write(json: true, [.. findings.Select(FactsOf)]);
        else
            Print(findings);
        return findings.Length == 0 ? 0 : VerbRunner.NothingThere;
    }

    private static Fact[] FactsOf(Finding finding) =>
        [new("rule", finding.Rule), new("subject", finding.Subject), new("evidence", finding.Evidence), new("fix", finding.FixForMe), new("note", finding.Note)];

    private static void Print(Finding[] findings)
    {
        using StreamWriter writer = new(Console.OpenStandardOutput());
        foreach (Finding finding in findings)
            writer.Write($"{PrintableText.Of(finding.Subject)}  {finding.Rule}\n    {PrintableText.Of(finding.Evidence)}\n    fix: {PrintableText.Of(finding.FixForMe)}\n{(finding.Note is { } note ? $"    note: {PrintableText.Of(note)}\n" : "")}");
        if (findings.Length == 0)
            writer.Write("nothing is left behind, full or about to fail, as far as can be seen\n");
    }
}
