namespace Crash.Tests.Connections;

/// <summary>A comparison with boost, which takes long because boost's queue hangs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BoostFactAttribute : FactAttribute
{
    public BoostFactAttribute()
    {
        if (!TestLoad.IsLong)
            Skip = "runs with ./test --long";
        else if (!File.Exists("/usr/include/boost/interprocess/ipc/message_queue.hpp") || !File.Exists("/usr/bin/g++"))
            Skip = "needs boost and g++: install libboost-dev and g++";
    }
}
