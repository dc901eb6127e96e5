using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Tests.Commands;

/// <summary>What verbs say on standard error, and what they take for a time.</summary>
public sealed class VerbRunnerTests
{
    private static readonly VerbOption s_interval = new("--interval", "TIME", "");

    /// <summary>A terminal would clear its screen and turn the text around.</summary>
    [Theory]
    [InlineData("show", "/no\u001b[2J\u202e/such")]
    [InlineData("fifo", "stat", "/no\u001b[2J\u202e/such")]
    [InlineData("ls", "a\u001b[2J\u202e")]
    [InlineData("tour", "--\u001b[2J\u202e")]
    public void Error_AboutAName_ReachesNoTerminalUnescaped(params string[] arguments)
    {
        ShellCommandResult result = Shell.Causeway(arguments);
        Assert.NotEqual(0, result.ExitCode());
        Assert.Contains(@"\x1b[2J\u202e", result.ErrorText);
        Assert.DoesNotContain(result.ErrorText, static one => char.IsControl(one) && one != '\n');
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("99999999999999999999999999")]
    [InlineData("25000h")]
    [InlineData("-1")]
    [InlineData("-Infinity")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("h")]
    public void Time_ThatIsNone_IsRefusedWithAnExample(string typed)
    {
        UsageException refused = Assert.Throws<UsageException>(() => Of(typed).Duration(s_interval));
        Assert.Equal($"--interval {typed}: a time such as 2, 0.5, 500ms or 1m is needed, up to 24 days", refused.Message);
    }

    [Theory]
    [InlineData("top", "1e300", "up to 24 days")]
    [InlineData("watch-events", "1e300", "up to 24 days")]
    [InlineData("watch-events", "0.0001", "--interval 0.0001: a time of a millisecond or more is needed")]
    public void Interval_OutOfRange_IsAUsageError(string verb, string typed, string expected) => Shell.Causeway(verb, "--interval", typed).Refused(2, expected);

    private static VerbArguments Of(string typed) => new([], new Dictionary<VerbOption, string[]> { [s_interval] = [typed] }, command: null);
}
