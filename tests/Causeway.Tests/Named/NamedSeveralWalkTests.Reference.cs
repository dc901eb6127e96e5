using System.Globalization;

namespace Causeway.Tests.Named;

/// <content>What a wait for several may take.</content>
public sealed partial class NamedSeveralWalkTests
{
    /// <summary>What there is to take, and who has it.</summary>
    private sealed class Reference
    {
        private const int Nobody = -1;
        private readonly int[] _readers = [0, 0];
        private bool _automatic;
        private bool _manual;
        private int _units;
        private int _countdown = 2;
        private int _mutex = Nobody;
        private int _mutexCount;
        private int _lock = Nobody;
        private int _writer = Nobody;

        public string Do(int process, string order)
        {
            string[] words = order.Split(' ');
            string[] names = words[^1].Split(',');
            switch (words[0])
            {
                case "give":
                    return TryGive(process, words[1]) ? "given" : "refused";
                case "reset":
                    if (words[1] == "manual")
                        (_manual, _countdown) = (false, 2);
                    else
                        _automatic = false;
                    return "reset";
                case "any":
                    int index = Array.FindIndex(names, name => CanTake(process, name));
                    if (index < 0)
                        return "none";
                    Take(process, names[index]);
                    return index.ToString(CultureInfo.InvariantCulture);
                default:
                    if (!Array.TrueForAll(names, name => CanTake(process, name)))
                        return "none";
                    Array.ForEach(names, name => Take(process, name));
                    return "all";
            }
        }

        private bool CanTake(int process, string name) => name switch
        {
            "automatic" => _automatic,
            "manual" => _manual,
            "semaphore" => _units > 0,
            "mutex" => _mutex == Nobody || _mutex == process,
            "lock" => _lock == Nobody,
            "read" => _writer == Nobody,
            "write" => _writer == Nobody && _readers[0] + _readers[1] == 0,
            _ => _countdown == 0,
        };

        private void Take(int process, string name)
        {
            switch (name)
            {
                case "automatic":
                    _automatic = false;
                    break;
                case "semaphore":
                    _units--;
                    break;
                case "mutex":
                    (_mutex, _mutexCount) = (process, _mutexCount + 1);
                    break;
                case "lock":
                    _lock = process;
                    break;
                case "read":
                    _readers[process]++;
                    break;
                case "write":
                    _writer = process;
                    break;
                default:
                    break;
            }
        }

        private bool TryGive(int process, string name)
        {
            switch (name)
            {
                case "automatic":
                    return _automatic = true;
                case "manual":
                    return _manual = true;
                case "semaphore":
                    return _units < MostUnits && ++_units > 0;
                case "mutex":
                    if (_mutex != process)
                        return false;
                    if (--_mutexCount == 0)
                        _mutex = Nobody;
                    return true;
                case "lock":
                    return TryLeave(ref _lock, process);
                case "read":
                    return _readers[process] > 0 && _readers[process]-- > 0;
                case "write":
                    return TryLeave(ref _writer, process);
                default:
                    return _countdown > 0 && _countdown-- > 0;
            }
        }

        private static bool TryLeave(ref int holder, int process)
        {
            bool holds = holder == process;
            if (holds)
                holder = Nobody;
            return holds;
        }
    }
}
