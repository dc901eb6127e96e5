using System.Text.Json;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>Verbs that look: what they cannot see they say on standard error, which depends on who looks.</summary>
internal static class Look
{
    /// <summary>What it printed; fails unless it ended with 0 and said nothing but what it could not see.</summary>
    public static string Text(params string[] arguments)
    {
        ShellCommandResult result = Shell.Causeway(arguments);
        Assert.All(Errors(result), line => Assert.StartsWith("causeway: ", line));
        Assert.Equal(0, result.ExitCode());
        return result.OutputText;
    }

    /// <summary>The objects of <c>--json</c>.</summary>
    public static JsonElement[] Json(params string[] arguments) => Objects(Text([.. arguments, "--json"]));

    /// <summary>The objects of text with one on each line.</summary>
    public static JsonElement[] Objects(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Fails unless it ended with this code and the last line on standard error holds the text.</summary>
    public static void Refused(ShellCommandResult result, int exitCode, string expected)
    {
        Assert.Contains(expected, Errors(result)[^1]);
        Assert.Equal(exitCode, result.ExitCode());
    }

    public static string[] Errors(ShellCommandResult result) => result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A property as text.</summary>
    public static string? String(this JsonElement one, string name) => one.GetProperty(name).ToString() is { Length: > 0 } text ? text : null;

    public static long Number(this JsonElement one, string name) => one.GetProperty(name).GetInt64();
}
