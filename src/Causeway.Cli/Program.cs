using Causeway.Cli.Commands;

namespace Causeway.Cli;

/// <summary>The command's entry.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // Before the parser is loaded: it costs more than the answer.
        if (arguments is ["--version"])
        {
            Console.Out.WriteLine(ProductVersion.Text);
            return 0;
        }

        return arguments is [Tour.TourReceiver.Verb, ..] ? Tour.TourReceiver.Run(arguments[1..]) : Root.Create().Parse(arguments).Invoke();
    }
}
