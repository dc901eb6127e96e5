using Causeway.Cli.Bench.Mechanisms;
using Causeway.Cli.Output;

namespace Causeway.Cli.Bench.Workers;

/// <summary>A process that carries messages as it is told on its standard input, until that ends.</summary>
internal static class BenchWorker
{
    /// <summary>The hidden verb that starts it: the mechanism's name, the way and the link's names follow.</summary>
    public const string Verb = "__bench-worker";

    /// <summary>Runs it.</summary>
    /// <returns>0: its standard input ended. 1: an error, named on standard error.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            if (arguments is [InspectionWorker.Name])
            {
                InspectionWorker.Work();
                return 0;
            }

            IBenchMechanism mechanism = BenchCatalog.All.Single(one => one.Name == arguments[0]);
            mechanism.Work(Enum.Parse<Way>(arguments[1]), arguments[2..]);
            return 0;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(PrintableText.Of(Failure.Describe(e)));
            return 1;
        }
    }
}
