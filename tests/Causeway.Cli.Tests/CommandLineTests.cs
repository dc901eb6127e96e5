using Causeway.Cli.Tour;

namespace Causeway.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Version_PrintsIt()
    {
        CommandRun run = CommandRun.Of("--version");
        Assert.True(run.Status.IsSuccess);
        Assert.Equal(ProductVersion.Text, run.Output);
    }

    [Fact]
    public void NoArguments_PrintWhatHelpPrints()
    {
        CommandRun help = CommandRun.Of("--help");
        Assert.True(help.Status.IsSuccess);
        Assert.Contains("causeway tour", help.Output);
        Assert.Equal(help.Output, CommandRun.Of().Output);
    }

    [Fact]
    public void TourHelp_NamesEveryMechanism()
    {
        CommandRun run = CommandRun.Of("tour", "--help");
        Assert.Equal(run.Output, CommandRun.Of("help", "tour").Output);
        Assert.True(run.Status.IsSuccess);
        Assert.All(Catalog.All, mechanism => Assert.Contains(mechanism.Name, run.Output));
    }

    [Theory]
    [InlineData("unknown command or option 'frob'", "frob")]
    [InlineData("unknown command or option '--frob'", "tour", "--frob")]
    [InlineData("--input", "tour", "--input")]
    [InlineData("/no/such/file: no such file", "tour", "--input", "/no/such/file")]
    [InlineData("/: a directory", "tour", "--input", "/")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(expected, run.Errors);
        Assert.Equal(1, run.Errors.Count(character => character == '\n'));
    }

    [Fact]
    public void UnknownOnly_ListsWhatThereIs()
    {
        CommandRun run = CommandRun.Of("tour", "--only", "pipe", "--only", "carrier-pigeon");
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Contains("carrier-pigeon", run.Errors);
        Assert.All(Catalog.All, mechanism => Assert.Contains(mechanism.Name, run.Errors));
    }
}
