using System.Text;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>The verbs of one kind of object: <c>causeway mq …</c>.</summary>
/// <param name="Name">What the user types.</param>
/// <param name="Title">What kind of object it is.</param>
/// <param name="Verbs">In the order of the help.</param>
/// <param name="Notes">How such an object is named, and what else holds for all verbs; lines.</param>
internal sealed record VerbGroup(string Name, string Title, Verb[] Verbs, string Notes)
{
    private const string ExitCodes =
        """
        exit codes: 0 done, 1 nothing there or timed out, 2 wrong usage or failed, 128+N ended by signal N;
        with -- CMD: CMD's, or 124 timed out, 125 failed, 126 CMD cannot be run, 127 there is no CMD
        """;

    /// <summary>The verb that is meant where none is named; null where one must be.</summary>
    public Verb? Default { get; init; }

    /// <summary>Whether it is run without any argument too, be it wrong usage, where the others show their help.</summary>
    public bool RunsAlone { get; init; }

    /// <summary>What <c>causeway GROUP --help</c> prints.</summary>
    public string Help
    {
        get
        {
            StringBuilder text = new($"causeway {Name}: {Title}\n\nusage:\n");
            foreach (Verb verb in Verbs)
                text.Append($"  causeway {Name} {verb.Usage}\n      {verb.Summary}\n");
            return text.Append($"\n{Notes}\n\n{ExitCodes}\noptions: causeway {Name} VERB --help").ToString();
        }
    }

    /// <summary>Answers help, or parses and runs the verb; the arguments are those after the group's name.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] arguments)
    {
        if (arguments is [] && RunsAlone)
            return VerbRunner.Run(this, Verbs[0], arguments);
        if (arguments is [] or ["--help" or "-h" or "help"])
            return PrintedText.Write(Verbs is [{ Name: "" } only] ? HelpOf(only) : Help);
        string name = arguments[0] == "help" ? arguments[1] : arguments[0];
        bool isNamed = arguments[0] == "help" || Array.Exists(Verbs, one => one.Name == name);
        if ((isNamed ? Array.Find(Verbs, one => one.Name == name) : Default) is not { } verb)
            return VerbRunner.Refuse($"causeway {Name}", $"there is no verb '{name}', only {string.Join(", ", Verbs.Select(one => one.Name))}", VerbRunner.Failed);
        if (arguments[0] == "help" || arguments.TakeWhile(one => one != "--").Any(one => one is "--help" or "-h"))
            return PrintedText.Write(HelpOf(verb));
        return VerbRunner.Run(this, verb, isNamed ? arguments[1..] : arguments);
    }

    private string HelpOf(Verb verb)
    {
        StringBuilder text = new($"usage: causeway {Name} {verb.Usage}\n\n{verb.Summary}\n");
        if (verb.Options.Length > 0)
            text.Append('\n');
        int width = verb.Options.Select(option => option.Usage.Length).Append(0).Max();
        foreach (VerbOption option in verb.Options)
            text.Append($"  {option.Usage.PadRight(width)}  {option.Help}\n");
        if (verb.Notes is not null)
            text.Append($"\n{verb.Notes}\n");
        return text.Append($"\n{Notes}\n\n{ExitCodes}").ToString();
    }
}
