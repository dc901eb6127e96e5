using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Tests.Commands;

public sealed class VerbHelpTests
{
    public static TheoryData<string> Groups => [.. VerbGroups.All.Select(group => group.Name)];

    [Theory]
    [MemberData(nameof(Groups))]
    public void GroupHelp_NamesEveryVerb_HoweverItIsAskedFor(string name)
    {
        string help = Shell.Causeway(name, "--help").Succeeded();
        if (!VerbGroups.Find(name)!.RunsAlone)
            Assert.Equal(help, Shell.Causeway(name).Succeeded());
        Assert.Equal(help, Shell.Causeway("help", name).Succeeded());
        Assert.All(VerbGroups.Find(name)!.Verbs, verb => Assert.Contains($"causeway {name} {verb.Usage}\n", help));
        Assert.Contains($"\n  {name} ", Root.Help);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void VerbHelp_NamesEveryOption(string name) => Assert.All(VerbGroups.Find(name)!.Verbs, verb =>
    {
        string help = Shell.Causeway(name, verb.Name, "--help").Succeeded();
        Assert.All(verb.Options, option => Assert.Contains($"  {option.Usage} ", help));
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 132, line));
    });

    [Theory]
    [InlineData("there is no verb 'frob'", "mq", "frob")]
    [InlineData("NAME is missing", "mq", "send")]
    [InlineData("PID is missing", "why")]
    [InlineData("PID is missing", "ps")]
    [InlineData("OBJECT is missing", "show")]
    [InlineData("OBJECT or --orphans is missing", "rm")]
    [InlineData("posix memory causeway", "ls", "nonsense")]
    [InlineData("--under needs a directory", "ls", "--under", "")]
    [InlineData("'b' is one operand too many", "mq", "stat", "/a", "b")]
    [InlineData("unknown option '--prio'", "mq", "send", "/a", "--prio", "5")]
    [InlineData("--text and --hex exclude each other", "mq", "receive", "/a", "--text", "--hex")]
    [InlineData("--count and --follow exclude each other", "mq", "receive", "/a", "--count", "2", "--follow")]
    [InlineData("a time such as", "mq", "receive", "/a", "--timeout", "soon")]
    [InlineData("from 0 to 32767", "mq", "send", "/a", "x", "--priority", "32768")]
    [InlineData("permissions in octal", "mq", "create", "/a", "--mode", "rw")]
    [InlineData("must begin with a slash", "mq", "create", "a")]
    [InlineData("--count counts lines", "fifo", "receive", "/a", "--count", "2")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(arguments).Refused(2, expected);

    [Theory]
    [InlineData("2", 2_000)]
    [InlineData("0.5", 500)]
    [InlineData("250ms", 250)]
    [InlineData("3s", 3_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void Duration_Units_AreUnderstood(string text, int milliseconds)
    {
        VerbOption option = new("--timeout", "TIME", "");
        VerbArguments arguments = new([], new Dictionary<VerbOption, string[]> { [option] = [text] }, command: null);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), arguments.Duration(option));
    }
}
